/**
 * Logging in at a cluster's OAuth server: the code flow with a challenge for a password, or with
 * the user's browser (cli.md 14).
 */
@NullMarked
package dev.weir.client.oauth;

import org.jspecify.annotations.NullMarked;
