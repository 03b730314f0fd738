/**
 * What streams show of other registries, given to whoever may pull from them: from here what is
 * mirrored for the stream, everything else from where it was imported, with the rights and logins
 * that hold now.
 */
@NullMarked
package dev.weir.pullthrough.stream;

import org.jspecify.annotations.NullMarked;
