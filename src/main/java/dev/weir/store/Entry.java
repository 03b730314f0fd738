package dev.weir.store;

/**
 * One version of a key.
 *
 * @param createRevision revision at which the key came into being
 * @param modRevision revision of this version
 */
@SuppressWarnings("ArrayRecordComponent") // values are shared, never changed, and never compared
public record Entry(String key, byte[] value, long createRevision, long modRevision) {}
