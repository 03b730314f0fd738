/** The verbs about image streams, their tags, imports, triggers, and images in registries. */
@NullMarked
package dev.weir.cli.image;

import org.jspecify.annotations.NullMarked;
