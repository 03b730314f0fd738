/** Webhooks of build configs: what a Git host sends, and which build it asks for. */
@org.jspecify.annotations.NullMarked
package dev.weir.platform.openshift.build.webhook;
