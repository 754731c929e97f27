/* Answers each request with the name of its host; one at a time is enough. */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static void stop(int signal) { (void)signal; _exit(0); }
int main(void) {
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(8080)};
    int server = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    char request[4096], answer[512], name[65];
    signal(SIGTERM, stop);
    gethostname(name, sizeof name);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (struct sockaddr *)&any, sizeof any) || listen(server, 128)) return 1;
    for (;;) {
        int client = accept(server, 0, 0);
        if (client < 0 || read(client, request, sizeof request) <= 0) { close(client); continue; }
        int length = snprintf(answer, sizeof answer,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", strlen(name), name);
        if (write(client, answer, length) != length) return 2;
        close(client);
    }
}
