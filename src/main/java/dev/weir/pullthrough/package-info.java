/**
 * What is brought from other registries because somebody pulls it here: one fetch of a blob at a
 * time, which all who want it read along, and what stays of it.
 */
@NullMarked
package dev.weir.pullthrough;

import org.jspecify.annotations.NullMarked;
