# The executable is made here by Deno itself; the image holds it and the C library, no shell.
FROM denoland/deno:2.8.3 AS build
WORKDIR /parley
COPY . .
RUN deno task compile && mkdir /empty

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /parley/parley /usr/local/bin/parley
COPY --from=build --chown=nonroot:nonroot /empty /data
ENV PARLEY_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=5s CMD ["/usr/local/bin/parley", "health"]
ENTRYPOINT ["/usr/local/bin/parley"]
