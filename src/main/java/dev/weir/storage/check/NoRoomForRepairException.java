package dev.weir.storage.check;

import java.io.IOException;

/** The disk is too full for a repair; nothing was changed. */
public final class NoRoomForRepairException extends IOException {
  NoRoomForRepairException(long room) {
    super(
        "there is no room to repair anything: "
            + room
            + " bytes are free where the data is, and a repair wants 16 MiB; nothing was changed."
            + " Make room, or check without --repair");
  }
}
