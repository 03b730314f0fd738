/** Users and groups (user.openshift.io/v1). */
@NullMarked
package dev.weir.user;

import org.jspecify.annotations.NullMarked;
