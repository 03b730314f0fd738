/**
 * Where other registries tell of pushes, so that the tags that follow them are looked at now and
 * not when they are due. What comes in is a hint: whoever sends it can bring about a look at a tag
 * that is looked at anyhow, and nothing else.
 */
@NullMarked
package dev.weir.hook;

import org.jspecify.annotations.NullMarked;
