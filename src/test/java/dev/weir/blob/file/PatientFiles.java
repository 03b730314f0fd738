package dev.weir.blob.file;

import java.nio.channels.FileChannel;

/** Files as a store of blobs reads them, made of others. */
public final class PatientFiles {
  private final BlockingCalls calls;

  /** With so many threads that wait for their disk, of a machine with so many processors. */
  public PatientFiles(int threads, int processors) {
    calls = new BlockingCalls("waits-for-a-disk-", threads, Carriers.half(processors));
  }

  /** Closes the file with what it makes of it. */
  public FileChannel of(FileChannel file) {
    return new PatientFile(file, calls);
  }
}
