# The edge container. Not built from here, but by proxy-core/src/main/image/build, which lays out `root` beside this file.
ARG BASE=scratch
FROM ${BASE}
ARG VERSION
ARG REVISION
ARG CREATED
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="The edge proxy for a Docker Compose host" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
COPY root/ /
# as root would own it otherwise, and a volume takes its owner from here
COPY --chown=65532:65532 data /data
ENV PATH=/usr/bin LC_ALL=C.UTF-8 MALLOC_ARENA_MAX=2
USER 65532:65532
VOLUME /data
EXPOSE 80 443
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s CMD ["/usr/bin/sluice", "health"]
ENTRYPOINT ["/usr/bin/sluice"]
CMD ["run"]
