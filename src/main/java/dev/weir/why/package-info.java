/**
 * Why something runs what it runs: for each image of an object the chain to the tag that it
 * follows, to the event that brought the image, and to what moved that tag. The chain is found by
 * pure rules over what {@link dev.weir.why.TagFacts} tell; a page answers with it.
 */
@NullMarked
package dev.weir.why;

import org.jspecify.annotations.NullMarked;
