# weir-VERSION.tar.gz: for any machine with a Java of 25 or newer; sourced by packaging/build.
name=weir-$VERSION
root=$WORK/tar/$name
mkdir -p "$root/lib" "$root/share/man" "$root/share/bash-completion/completions" \
  "$root/share/zsh/site-functions" "$root/share/fish/vendor_completions.d"

cp "$SOURCES/weir" "$root/weir"
cp "$JAR" "$root/lib/weir.jar"
(cd "$root/lib" && sha256sum weir.jar >weir.jar.sha256)
cp -r "$WORK/pages/man1" "$root/share/man/man1"
cp "$WORK/pages/weir.bash" "$root/share/bash-completion/completions/weir"
cp "$WORK/pages/_weir" "$root/share/zsh/site-functions/_weir"
cp "$WORK/pages/weir.fish" "$root/share/fish/vendor_completions.d/weir.fish"
licences "$root"
cp "$SOURCES/packaging/tar/README.md" "$root/README.md"

chmod 755 "$root/weir"
settle "$root"
packed "$WORK/tar" "$name" | gzip -n -9 >"$DIST/$name.tar.gz"
