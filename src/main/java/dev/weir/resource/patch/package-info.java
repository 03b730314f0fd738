/**
 * The patch formats as pure functions over JSON trees: JSON patch (RFC 6902), JSON merge patch (RFC
 * 7386) and strategic merge patch (cli.md 8, image-api.md 1.1).
 */
@NullMarked
package dev.weir.resource.patch;

import org.jspecify.annotations.NullMarked;
