/** The verbs that work alike for objects of every kind: get, describe, create, apply, delete… */
@NullMarked
package dev.weir.cli.object;

import org.jspecify.annotations.NullMarked;
