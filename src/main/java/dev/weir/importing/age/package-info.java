/** Images that tags wait for, kept, and whether an import may give one to its tag yet. */
@NullMarked
package dev.weir.importing.age;

import org.jspecify.annotations.NullMarked;
