/** Pure: objects as text for people, in the layout of oc (cli.md 7). */
@NullMarked
package dev.weir.cli.describe;

import org.jspecify.annotations.NullMarked;
