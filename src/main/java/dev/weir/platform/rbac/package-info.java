/**
 * Who may do what, as objects (rbac.authorization.k8s.io/v1): roles and bindings, the roles that
 * every server has, and the rule that nobody gives away what they lack. {@code access} decides by
 * these objects; this package only looks after them.
 */
@NullMarked
package dev.weir.platform.rbac;

import org.jspecify.annotations.NullMarked;
