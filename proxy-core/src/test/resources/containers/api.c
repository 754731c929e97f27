/*
 * A backend for containers, without a library: answers every request with the name of its host, echoes WebSocket messages (up to
 * 64 KiB), and keeps connections. `api [PORT]`, 8080 where none is said. A thread for each connection.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static uint32_t turn(uint32_t value, int by) { return value << by | value >> (32 - by); }

/* SHA-1 of a text of at most 119 bytes (RFC 3174). */
static void sha1(const char *text, uint8_t digest[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t block[128] = {0};
    size_t length = strlen(text), blocks = length < 56 ? 1 : 2;
    memcpy(block, text, length);
    block[length] = 0x80;
    block[blocks * 64 - 2] = (uint8_t)(length * 8 >> 8);
    block[blocks * 64 - 1] = (uint8_t)(length * 8);
    for (size_t b = 0; b < blocks; b++) {
        uint32_t w[80], v[5];
        for (int i = 0; i < 16; i++) {
            const uint8_t *p = block + b * 64 + i * 4;
            w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
        }
        for (int i = 16; i < 80; i++) w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        memcpy(v, h, sizeof v);
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20   ? ((v[1] & v[2]) | (~v[1] & v[3])) + 0x5A827999
                         : i < 40 ? (v[1] ^ v[2] ^ v[3]) + 0x6ED9EBA1
                         : i < 60 ? ((v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3])) + 0x8F1BBCDC
                                  : (v[1] ^ v[2] ^ v[3]) + 0xCA62C1D6;
            uint32_t next = turn(v[0], 5) + f + v[4] + w[i];
            v[4] = v[3], v[3] = v[2], v[2] = turn(v[1], 30), v[1] = v[0], v[0] = next;
        }
        for (int i = 0; i < 5; i++) h[i] += v[i];
    }
    for (int i = 0; i < 20; i++) digest[i] = (uint8_t)(h[i / 4] >> (24 - i % 4 * 8));
}

static void base64(const uint8_t *in, size_t length, char *out) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        uint32_t bits = (uint32_t)in[i] << 16 | (i + 1 < length ? (uint32_t)in[i + 1] << 8 : 0) | (i + 2 < length ? in[i + 2] : 0);
        *out++ = letters[bits >> 18];
        *out++ = letters[bits >> 12 & 63];
        *out++ = i + 1 < length ? letters[bits >> 6 & 63] : '=';
        *out++ = i + 2 < length ? letters[bits & 63] : '=';
    }
    *out = 0;
}

/* The value of a field, in place and ended by a zero; NULL where it is not there. */
static char *field(char *head, const char *name, char *value, size_t room) {
    for (char *line = strstr(head, "\r\n"); line && line[2]; line = strstr(line + 2, "\r\n")) {
        size_t length = strlen(name);
        if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':') {
            char *from = line + 3 + length;
            while (*from == ' ') from++;
            size_t end = strcspn(from, "\r");
            snprintf(value, room, "%.*s", (int)end, from);
            return value;
        }
    }
    return NULL;
}

static int all(FILE *to, const void *bytes, size_t length) {
    return fwrite(bytes, 1, length, to) == length && fflush(to) == 0;
}

static int echo(FILE *from, FILE *to) {
    uint8_t head[8], answer[4], *payload;
    if (fread(head, 1, 2, from) != 2 || !(head[1] & 0x80)) return 0;
    size_t length = head[1] & 0x7f;
    if (length == 127) return 0;
    if (length == 126) {
        if (fread(head + 2, 1, 2, from) != 2) return 0;
        length = (size_t)head[2] << 8 | head[3];
    }
    uint8_t mask[4];
    if (fread(mask, 1, 4, from) != 4) return 0;
    payload = malloc(length + 1);
    int good = payload && fread(payload, 1, length, from) == length;
    for (size_t i = 0; good && i < length; i++) payload[i] ^= mask[i % 4];
    answer[0] = (head[0] & 0x0f) == 9 ? 0x8a : head[0];
    answer[1] = length < 126 ? (uint8_t)length : 126;
    answer[2] = (uint8_t)(length >> 8);
    answer[3] = (uint8_t)length;
    good = good && fwrite(answer, 1, length < 126 ? 2 : 4, to) > 0 && all(to, payload, length);
    free(payload);
    return good && (head[0] & 0x0f) != 8;
}

static void web_socket(FILE *from, FILE *to, const char *key) {
    char text[120], accept[40];
    uint8_t digest[20];
    snprintf(text, sizeof text, "%.60s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    sha1(text, digest);
    base64(digest, sizeof digest, accept);
    fprintf(to, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    fflush(to);
    while (echo(from, to)) {}
}

static int skip(FILE *from, long long length) {
    char waste[4096];
    while (length > 0) {
        size_t read = fread(waste, 1, length < (long long)sizeof waste ? (size_t)length : sizeof waste, from);
        if (read == 0) return 0;
        length -= (long long)read;
    }
    return 1;
}

static int skip_body(FILE *from, char *head) {
    char value[64], line[64];
    if (field(head, "Content-Length", value, sizeof value)) return skip(from, atoll(value));
    if (!field(head, "Transfer-Encoding", value, sizeof value)) return 1;
    for (;;) {
        if (!fgets(line, sizeof line, from)) return 0;
        long long size = strtoll(line, NULL, 16);
        if (!skip(from, size) || !fgets(line, sizeof line, from)) return 0;
        if (size == 0) return 1;
    }
}

static int answer(FILE *from, FILE *to, const char *host) {
    char head[16384] = "", line[8192], key[64];
    do {
        if (!fgets(line, sizeof line, from) || strlen(head) + strlen(line) >= sizeof head) return 0;
        strcat(head, line);
    } while (strcmp(line, "\r\n") != 0);
    if (field(head, "Sec-WebSocket-Key", key, sizeof key)) {
        web_socket(from, to, key);
        return 0;
    }
    if (!skip_body(from, head)) return 0;
    fprintf(to, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s", strlen(host), host);
    return fflush(to) == 0;
}

static void *serve(void *argument) {
    int client = (int)(intptr_t)argument;
    char host[256] = "";
    FILE *from = fdopen(client, "r"), *to = fdopen(dup(client), "w");
    gethostname(host, sizeof host - 1);
    while (from && to && answer(from, to, host)) {}
    if (from) fclose(from);
    if (to) fclose(to);
    return NULL;
}

static void end(int signal) { _exit(signal == SIGTERM ? 0 : 1); }

int main(int count, char **arguments) {
    struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons(count > 1 ? (uint16_t)atoi(arguments[1]) : 8080)};
    int listener = socket(AF_INET6, SOCK_STREAM, 0), on = 1, off = 0;
    pthread_attr_t small;
    signal(SIGTERM, end); /* the first process of a container ignores what it does not ask for */
    signal(SIGPIPE, SIG_IGN);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(listener, (struct sockaddr *)&any, sizeof any) != 0 || listen(listener, 1024) != 0) {
        perror("api: cannot listen");
        return 1;
    }
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 128 * 1024);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        pthread_t thread;
        if (client >= 0 && pthread_create(&thread, &small, serve, (void *)(intptr_t)client) != 0) close(client);
    }
}
