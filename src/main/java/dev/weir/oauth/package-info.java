/**
 * The OAuth server: how a person becomes the holder of a token (controllers-and-access.md 7.6).
 * Three clients are known: {@code oc login -u} (answers a Basic challenge), {@code oc login --web}
 * (a login form, then a redirect to the client's own loopback address) and the browser (a login
 * form, then a page that shows the token). There are no sessions: whoever wants a token shows the
 * password.
 */
@NullMarked
package dev.weir.oauth;

import org.jspecify.annotations.NullMarked;
