/** How long a tag waits before it takes an image that its registry has. */
@NullMarked
package dev.weir.imagestream.age;

import org.jspecify.annotations.NullMarked;
