/** Certificates and keys as PEM text, for servers and clients alike. */
@NullMarked
package dev.weir.pem;

import org.jspecify.annotations.NullMarked;
