@NullMarked
package dev.weir.imagestream.age;

import org.jspecify.annotations.NullMarked;
