# weir-VERSION-chart.tgz: for Helm; sourced by packaging/build.
"$SOURCES/packaging/chart/build" "$DIST"
