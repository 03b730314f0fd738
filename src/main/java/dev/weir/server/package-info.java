/**
 * Puts Weir together, by a recipe of one step a line. Each step is a record of what it makes.
 *
 * <pre>
 *   Server.recipe → Standalone   the one recipe so far; where the second will stand
 *   Ground                       directory, identity, ports and names, from the rooms config, data,
 *                                tls and listen
 *   Stores                       the log, the blobs, the key of secrets
 *   Admittance                   who may come in, and what they may
 *   StreamsHalf                  streams, imports and the registry, upon a cluster
 *   PlatformHalf                 that cluster, where there is none
 *   StorageSide                  what lets go what nobody needs, and looks after the rest
 *   Doors, Pages                 where requests come in
 *   PlatformLoops, TriggerLoops, StreamsLoops, StorageLoops
 *                                what runs as long as the server
 *   Changes                      what of it can be changed while it runs
 * </pre>
 *
 * Nothing else reads the environment, the clock or a port.
 */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
