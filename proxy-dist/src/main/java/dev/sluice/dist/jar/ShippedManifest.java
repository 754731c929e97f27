package dev.sluice.dist.jar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** A manifest with what Java reads: the rest, up to 40 kB for module systems of others, would be parsed at each start. */
final class ShippedManifest {
    private static final String READ_BY_JAVA =
            "Main-Class|Class-Path|Add-(Opens|Exports)|Enable-Native-Access|Multi-Release|Implementation-.*";

    private ShippedManifest() {}

    static byte[] of(Manifest original) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        original.getMainAttributes().forEach((name, value) -> {
            if (name.toString().matches(READ_BY_JAVA)) {
                attributes.put(name, value);
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }
}
