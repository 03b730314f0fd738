/**
 * What image streams need of the cluster around them and do not own: namespaces, their logins,
 * limits and quotas, and what runs in them. The streams' half ({@code image imagestream streams
 * importing imageapi window registry trigger}) knows the cluster through this alone; the platform's
 * half answers it over the own store, and another cluster may.
 *
 * <pre>
 *   a write     → Host.hold, Host.admission   may it be, and does that still hold when it commits
 *   an import   → Host.logins                 with which logins other registries are asked
 *   a window    → Host.annotations            what a namespace says of itself
 *   a limit     → Host.limits                 what an image or a stream may be
 *   a clean-up  → Host.images                 what is in use, whatever the tags say
 * </pre>
 */
@NullMarked
package dev.weir.host;

import org.jspecify.annotations.NullMarked;
