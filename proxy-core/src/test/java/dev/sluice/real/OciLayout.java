package dev.sluice.real;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * An image as a folder (OCI image layout) with one layer of random bytes, stored without compression so that pushing it costs the client
 * next to nothing.
 *
 * @param folder the layout
 * @param layer the layer's digest, {@code sha256:…}
 * @param size the layer's size in bytes
 */
record OciLayout(Path folder, String layer, long size) {
    private static final int BLOCK = 1 << 20;

    /** Writes the layout; the layer holds one file of so many MiB. */
    static OciLayout write(Path folder, int mebibytes, long seed) throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
        MessageDigest plain = sha256();
        MessageDigest packed = sha256();
        Path layerFile = blobs.resolve("layer");
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(layerFile), BLOCK);
                OutputStream gzip = stored(new DigestOutputStream(file, packed));
                OutputStream tar = new DigestOutputStream(gzip, plain)) {
            writeTar(tar, mebibytes, seed);
        }
        String layer = hex(packed);
        long size = Files.size(layerFile);
        Files.move(layerFile, blobs.resolve(layer));
        String config = """
                {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}""".formatted(hex(plain));
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%d}]}""".formatted(blob(blobs, config), config.length(), layer, size);
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(folder.resolve("index.json"), """
                {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "digest":"%s","size":%d,"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}""".formatted(blob(blobs, manifest), manifest.length()));
        return new OciLayout(folder, "sha256:" + layer, size);
    }

    /** The file of the layer in this or another layout. */
    static Path layerIn(Path layout, String digest) {
        return layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    }

    private static void writeTar(OutputStream tar, int mebibytes, long seed) throws IOException {
        tar.write(tarHeader("random.bin", (long) mebibytes * BLOCK));
        Random random = new Random(seed);
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < mebibytes; i++) {
            random.nextBytes(block);
            tar.write(block);
        }
        tar.write(new byte[1024]);
    }

    private static byte[] tarHeader(String name, long size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + "%011o\0".formatted(size) + "00000000000\0");
        put(header, 148, "        0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(US_ASCII), 0, header, at, text.length());
    }

    private static OutputStream stored(OutputStream out) throws IOException {
        return new GZIPOutputStream(out, BLOCK) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        };
    }

    private static String blob(Path blobs, String text) throws IOException {
        MessageDigest digest = sha256();
        digest.update(text.getBytes(US_ASCII));
        String hex = hex(digest);
        Files.writeString(blobs.resolve(hex), text);
        return "sha256:" + hex;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
