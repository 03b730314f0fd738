/** Passwords of local users: the htpasswd file, bcrypt, and how often somebody may be wrong. */
@NullMarked
package dev.weir.access.password;

import org.jspecify.annotations.NullMarked;
