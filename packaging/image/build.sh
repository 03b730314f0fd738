# weir-VERSION-image: an OCI layout, and the same as a tar file; sourced by packaging/build. Layers from
# what changes least to what changes with each version: Debian's packages, Java, Weir.

# A file as a blob of a layout; prints its descriptor.
#   blob FILE MEDIA_TYPE LAYOUT
blob() {
  local sum
  sum=$(sha256sum <"$1" | cut -d' ' -f1)
  cp "$1" "$3/blobs/sha256/$sum"
  printf '{"mediaType":"%s","digest":"sha256:%s","size":%s%s}' "$2" "$sum" "$(stat -c %s "$1")" "${4:-}"
}

# What of a root is in the base: all but Weir, and what the build needs. Two directories are the image's own.
base_layer() {
  local into=$2/base.tar own=$2/own more=(--append --file "$2/base.tar" --directory "$2/own" "--mtime=@$SOURCE_DATE_EPOCH" --format=pax
    --pax-option='delete=atime,delete=ctime' --numeric-owner)
  (cd "$1" && find . -mindepth 1 -path './usr/lib/weir/*' -prune -o -path ./usr/bin -prune -o -path ./usr/share/doc/weir -prune -o -path ./mnt -prune -o -path ./tmp -prune -o -printf '%P\n' | sort) >"$2/base.list"
  packed "$1" --no-recursion --files-from "$2/base.list" >"$into"
  mkdir -p "$own/tmp" "$own/var/lib/weir"
  tar "${more[@]}" --mode=1777 --owner=0 --group=0 tmp
  tar "${more[@]}" --mode=0700 --owner=65532 --group=65532 var/lib/weir
}

# One image.
#   image ROOT ARCHITECTURE LAYOUT
image() {
  local layout=$3 work=$WORK/image-$2 name created layers='' ids='' history='' oci=application/vnd.oci.image without=''
  # Java says so each time if it is told of an archive that is not there.
  [ -f "$1/usr/lib/weir/lib/server.jsa" ] || without='; s/"-XX:SharedArchiveFile=[^"]*", *//'
  mkdir -p "$work" "$layout/blobs/sha256"
  created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)
  mkdir -p "$1/usr/bin"
  printf '#!/usr/lib/weir/jre/bin/java @/usr/lib/weir/lib/command.options\n' >"$1/usr/bin/weir"
  chmod 755 "$1/usr/bin/weir"
  base_layer "$1" "$work"
  packed "$1" usr/lib/weir/jre >"$work/jre.tar"
  packed "$1" usr/bin usr/lib/weir/lib usr/share/doc/weir >"$work/weir.tar"
  for name in base jre weir; do
    ids=$ids,\"sha256:$(sha256sum <"$work/$name.tar" | cut -d' ' -f1)\"
    history=$history,$(printf '{"created":"%s","created_by":"packaging/image","comment":"%s"}' "$created" "$name")
    gzip -n "$work/$name.tar"
    layers=$layers,$(blob "$work/$name.tar.gz" $oci.layer.v1.tar+gzip "$layout")
  done
  printf '{"created":"%s","architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":[%s]},"history":[%s]}' \
    "$created" "$2" "$(sed "s/VERSION/$VERSION/; s/^ *//$without" "$SOURCES/packaging/image/config.json" | tr -d '\n')" "${ids#,}" "${history#,}" >"$work/config"
  printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":%s,"layers":[%s]}' \
    $oci "$(blob "$work/config" $oci.config.v1+json "$layout")" "${layers#,}" >"$work/manifest"
  printf '{"schemaVersion":2,"mediaType":"%s.index.v1+json","manifests":[%s]}' $oci "$(blob "$work/manifest" $oci.manifest.v1+json "$layout" \
    ",\"platform\":{\"architecture\":\"$2\",\"os\":\"linux\"},\"annotations\":{\"org.opencontainers.image.ref.name\":\"$VERSION\"}")" \
    >"$layout/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
  settle "$layout"
  packed "$layout" blobs index.json oci-layout >"$layout.tar"
}

installed "$WORK/root"
image "$WORK/root" "$(dpkg --print-architecture)" "$DIST/weir-$VERSION-image"

# shellcheck source=/dev/null
. "$SOURCES/packaging/image/arm64.sh"
[ "$(dpkg --print-architecture)" = arm64 ] || arm64 "$DIST/weir-$VERSION-image-arm64-not-run"
