# The portal as one small image: build, then only the binary.
FROM rust:1-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libssl-dev pkg-config && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --release --locked --features postgres-tls,mail-tls

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libssl3 ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/target/release/tiepdan /usr/local/bin/tiepdan
RUN install -d -o 65534 -g 65534 /data
USER 65534:65534
ENV TIEPDAN_DATA_DIR=/data TIEPDAN_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["tiepdan", "health"]
CMD ["tiepdan", "serve"]
