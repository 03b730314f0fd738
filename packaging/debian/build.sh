# weir_VERSION_ARCHITECTURE.deb: /usr/lib/weir as in the image, a unit, pages and completions; sourced by
# packaging/build.
need dpkg-deb
installed "$WORK/root"
machine=$(dpkg --print-architecture)
root=$WORK/debian
from=$SOURCES/packaging/debian
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/etc/weir" "$root/usr/share/man/man1" \
  "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" "$root/usr/share/fish/vendor_completions.d" \
  "$root/usr/share/doc/weir"

cp -a "$WORK/root/usr/lib/weir" "$root/usr/lib/weir"
cp "$from/start-check" "$root/usr/lib/weir/start-check"
ln -s ../lib/weir/weir "$root/usr/bin/weir"
cp "$from/weir.service" "$root/usr/lib/systemd/system/weir.service"
cp "$from/weir.yaml" "$root/etc/weir/weir.yaml"
cp "$WORK/pages/man1/"*.1 "$root/usr/share/man/man1/"
gzip -n -9 "$root/usr/share/man/man1/"*.1
cp "$WORK/pages/weir.bash" "$root/usr/share/bash-completion/completions/weir"
cp "$WORK/pages/_weir" "$root/usr/share/zsh/vendor-completions/_weir"
cp "$WORK/pages/weir.fish" "$root/usr/share/fish/vendor_completions.d/weir.fish"

cp -a "$WORK/root/usr/share/doc/weir/." "$root/usr/share/doc/weir/"
cp "$from/copyright" "$root/usr/share/doc/weir/copyright"
day=$(date -u -R -d "@$SOURCE_DATE_EPOCH")
printf 'weir (%s) unstable; urgency=medium\n\n  * Version %s; what is new stands in CHANGELOG.md.\n\n -- The Weir authors <weir@example.com>  %s\n' \
  "$VERSION" "$VERSION" "$day" | gzip -n -9 >"$root/usr/share/doc/weir/changelog.gz"

for script in postinst prerm postrm; do cp "$from/$script" "$root/DEBIAN/$script"; done
echo /etc/weir/weir.yaml >"$root/DEBIAN/conffiles"
# of the files alone: how large a directory is says the file system that this is made on
size=$(find "$root/usr" "$root/etc" -type f -printf '%s\n' | awk '{ all += int(($1 + 1023) / 1024) } END { print all }')
sed "s/VERSION/$VERSION/; s/MACHINE/$machine/; s/SIZE/$size/" "$from/control" >"$root/DEBIAN/control"
(cd "$root" && find usr etc -type f | sort | xargs -d '\n' md5sum >DEBIAN/md5sums)
chmod 755 "$root/DEBIAN/"{postinst,prerm,postrm} "$root/usr/lib/weir/start-check"
settle "$root"
dpkg-deb --root-owner-group --uniform-compression -Zxz -z1 --threads-max=1 --build "$root" "$DIST/weir_${VERSION}_$machine.deb" >/dev/null
