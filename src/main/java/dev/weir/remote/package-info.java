/**
 * Talks to other registries: manifests, blobs, tags and pushes of one repository at a time, with
 * the credentials of a {@link Keyring} and nothing more trust than a {@link TransportPolicy} gives.
 *
 * <pre>
 *   Registries --open--> RemoteRegistry --&gt; RegistrySession --&gt; outbound.Outbound
 *                                              |  Restraint (may it be asked now? budget.Budgets)
 *                                              |  EndpointProbe (https or http? which challenge?)
 *                                              |  Authorizations (challenge -&gt; header, token cache)
 * </pre>
 */
@NullMarked
package dev.weir.remote;

import org.jspecify.annotations.NullMarked;
