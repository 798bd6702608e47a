# The image of a release: the tool, and what it needs to trust a server. It has
# no shell, no git and no user but a number. goreleaser builds it; see
# docs/install.md for how to run it.
FROM scratch
ARG TARGETPLATFORM
COPY release/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY $TARGETPLATFORM/manifest /manifest
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/manifest"]
