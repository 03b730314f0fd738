package dev.weir.storage.gc;

import java.util.concurrent.atomic.AtomicLong;

/** What has gone since the start. */
final class Freed {
  final AtomicLong bytes = new AtomicLong();
  final AtomicLong blobs = new AtomicLong();
  final AtomicLong images = new AtomicLong();
}
