# weir-VERSION-docs.tar.gz: the pages, and the files that they name; sourced by packaging/build.
name=weir-$VERSION-docs
root=$WORK/docs/$name
mkdir -p "$root/bench" "$root/deploy"
cp -r "$SOURCES/docs" "$SOURCES/examples" "$root/"
cp -r "$SOURCES/deploy/kustomize" "$SOURCES/deploy/kubernetes" "$SOURCES/deploy/prometheus" "$SOURCES/deploy/grafana" "$root/deploy/"
cp "$SOURCES/bench/README.md" "$root/bench/"
cp "$SOURCES"/{README,CHANGELOG,SECURITY,CONTRIBUTING,ARCHITECTURE}.md "$SOURCES/LICENSE" "$root/"
settle "$root"
packed "$WORK/docs" "$name" | gzip -n -9 >"$DIST/$name.tar.gz"
