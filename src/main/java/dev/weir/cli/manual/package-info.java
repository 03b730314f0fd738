/** Pages about verbs, made of what the verbs declare: for the web and for {@code man}. Pure. */
@NullMarked
package dev.weir.cli.manual;

import org.jspecify.annotations.NullMarked;
