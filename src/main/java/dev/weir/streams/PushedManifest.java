package dev.weir.streams;

import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;

/**
 * A manifest whose bytes are in the blob store and whose content was checked.
 *
 * @param bytes as they came; never changed
 * @param config content of the configuration blob; empty if there is none or it is unreadable
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never changed, never compared
public record PushedManifest(Digest digest, Manifest manifest, byte[] bytes, byte[] config) {}
