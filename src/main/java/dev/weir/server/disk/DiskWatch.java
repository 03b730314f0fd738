package dev.weir.server.disk;

import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says it when a disk is nearly full, once until there is more room again: in the log, and to
 * whoever keeps Events. Of other registries' content some goes before that; of all else nothing
 * goes because the disk is full.
 */
public final class DiskWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

  /** In parts of a hundred. */
  private static final int FULL = 90;

  private final List<Watched> disks;
  private final Predicate<String> told;

  /**
   * A disk.
   *
   * @param name such as {@code the blobs' disk, /data/blobs}
   */
  public record Disk(String name, Room room) {}

  /** How much a disk takes, and how much of that is free; both 0 where it cannot be looked at. */
  public interface Room {
    long capacity();

    long free();
  }

  private static final class Watched {
    private final Disk disk;
    private boolean full;
    private boolean isTold;

    Watched(Disk disk) {
      this.disk = disk;
    }
  }

  /**
   * Watches nothing before it is asked to look.
   *
   * @param told keeps what is said; false if it cannot, and might later
   */
  public DiskWatch(List<Disk> disks, Predicate<String> told) {
    this.disks = disks.stream().map(Watched::new).toList();
    this.told = told;
  }

  /** Looks at all disks. By one thread at a time. */
  public void look() {
    disks.forEach(this::look);
  }

  private void look(Watched watched) {
    long capacity = watched.disk.room().capacity();
    long free = watched.disk.room().free();
    if (capacity <= 0) {
      return;
    }
    boolean full = free <= capacity / 100 * (100 - FULL);
    if (full && !watched.full) {
      LOG.warn(
          "{} is nearly full: {} of {} MB are free; \"weir storage usage -A\" says what takes them",
          watched.disk.name(),
          free >> 20,
          capacity >> 20);
    } else if (!full && watched.full) {
      LOG.info("{} has room again: {} MB", watched.disk.name(), free >> 20);
    }
    if (full && !watched.isTold) {
      watched.isTold = told.test(message(watched.disk));
    }
    watched.full = full;
    watched.isTold &= full;
  }

  /** Without figures that change, so that it is one Event however often it is said. */
  private static String message(Disk disk) {
    return disk.name()
        + " is full to "
        + FULL
        + " % or more; when there is no room left, pushes fail until there is room. \"weir storage"
        + " usage -A\" says what takes it, \"weir adm prune images\" shortens histories";
  }
}
