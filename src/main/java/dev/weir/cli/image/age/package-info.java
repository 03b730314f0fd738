/** Commands about images that tags wait for. */
@NullMarked
package dev.weir.cli.image.age;

import org.jspecify.annotations.NullMarked;
