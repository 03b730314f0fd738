/**
 * What a backup is: its files, how they are written and read, and what is wrong with them. Whoever
 * makes one and whoever restores one know it from here.
 */
@NullMarked
package dev.weir.backup;

import org.jspecify.annotations.NullMarked;
