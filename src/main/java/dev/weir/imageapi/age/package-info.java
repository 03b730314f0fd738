/** Images that tags wait for, as an API shows them. */
@NullMarked
package dev.weir.imageapi.age;

import org.jspecify.annotations.NullMarked;
