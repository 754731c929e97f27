/*
 * The command `sluice` in the image, which has no shell: starts Java in its place, as bin/sluice does elsewhere. `sluice health`
 * it answers by itself where it can, as it is asked every few seconds and a Java machine of its own would cost tens of megabytes.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOME "/opt/sluice"
#define MOST_OPTIONS 128

static const char *const fixed[] = {
    "java", "@" HOME "/lib/jvm.options", "-Djava.library.path=" HOME "/lib/native", "-XX:+ErrorFileToStderr",
};

/* Asks the usual admin address: 1 for ready, 0 for not ready, -1 where nothing answers there. */
static int ready(void) {
    struct sockaddr_in admin = {.sin_family = AF_INET, .sin_port = htons(9180), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct timeval patience = {.tv_sec = 3};
    static const char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    char answer[13] = "";
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (client < 0) return -1;
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(client, (struct sockaddr *)&admin, sizeof admin) != 0) return -1;
    if (send(client, request, sizeof request - 1, MSG_NOSIGNAL) != (ssize_t)sizeof request - 1) return 0;
    if (recv(client, answer, sizeof answer - 1, MSG_WAITALL) != (ssize_t)sizeof answer - 1) return 0;
    return strcmp(answer + 9, "200") == 0;
}

int main(int count, char **arguments) {
    const char *command[MOST_OPTIONS + 16];
    int used = 0;
    if (count == 2 && strcmp(arguments[1], "health") == 0) {
        int is = ready();
        if (is >= 0) return !is;
        /* the admin address may be another: Java reads it in the file */
    }
    if (count > MOST_OPTIONS / 2) {
        fputs("sluice: too many arguments\n", stderr);
        return 2;
    }
    /* bin/sluice says why */
    setenv("MALLOC_ARENA_MAX", "2", 0);
    setenv("MALLOC_MMAP_THRESHOLD_", "131072", 0);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) command[used++] = fixed[i];
    char *options = getenv("SLUICE_JAVA_OPTS");
    /* who makes or brings a cache of classes of his own wants no other: Java refuses to do both */
    if (!options || !strstr(options, "-XX:AOT")) command[used++] = "-XX:AOTCache=" HOME "/lib/sluice.aot";
    for (char *each = options ? strtok(options, " \t\n") : NULL; each; each = strtok(NULL, " \t\n")) {
        if (used > MOST_OPTIONS / 2) {
            fputs("sluice: SLUICE_JAVA_OPTS has too many options\n", stderr);
            return 2;
        }
        command[used++] = each;
    }
    command[used++] = "-jar";
    command[used++] = HOME "/lib/sluice.jar";
    for (int i = 1; i < count; i++) command[used++] = arguments[i];
    command[used] = NULL;
    execv(HOME "/runtime/bin/java", (char *const *)command);
    perror("sluice: cannot start " HOME "/runtime/bin/java");
    return 1;
}
