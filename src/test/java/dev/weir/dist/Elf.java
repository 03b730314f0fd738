package dev.weir.dist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a program or library of 64 bits says of itself: for which machine, and what it needs. */
record Elf(int machine, List<String> needed) {
  static final int AARCH64 = 183;

  private static final int MAGIC = 0x464c457f;
  private static final int MACHINE = 18;
  private static final int SEGMENTS = 32;
  private static final int SEGMENT_SIZE = 54;
  private static final int SEGMENT_COUNT = 56;
  private static final int LOADED = 1;
  private static final int DYNAMIC = 2;
  private static final long NEEDED = 1;
  private static final long STRINGS = 5;

  /** One part of the file, and where it is in memory. */
  private record Segment(int type, int offset, long address, long size) {}

  Elf {
    needed = List.copyOf(needed);
  }

  /** Empty if the file is something else. */
  static Optional<Elf> of(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < SEGMENT_COUNT || bytes.getInt(0) != MAGIC) {
      return Optional.empty();
    }
    List<Segment> segments = segments(bytes);
    List<String> needed = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.type() == DYNAMIC) {
        needed.addAll(needed(bytes, segment, segments));
      }
    }
    return Optional.of(new Elf(bytes.getShort(MACHINE), needed));
  }

  private static List<Segment> segments(ByteBuffer bytes) {
    List<Segment> segments = new ArrayList<>();
    int at = (int) bytes.getLong(SEGMENTS);
    for (int i = 0; i < bytes.getShort(SEGMENT_COUNT); i++) {
      segments.add(
          new Segment(
              bytes.getInt(at),
              (int) bytes.getLong(at + 8),
              bytes.getLong(at + 16),
              bytes.getLong(at + 32)));
      at += bytes.getShort(SEGMENT_SIZE);
    }
    return segments;
  }

  private static List<String> needed(ByteBuffer bytes, Segment dynamic, List<Segment> segments) {
    List<Long> names = new ArrayList<>();
    long strings = 0;
    for (int at = dynamic.offset(); at < dynamic.offset() + dynamic.size(); at += 16) {
      long tag = bytes.getLong(at);
      if (tag == NEEDED) {
        names.add(bytes.getLong(at + 8));
      } else if (tag == STRINGS) {
        strings = bytes.getLong(at + 8);
      }
    }
    long table = strings;
    Segment holding =
        segments.stream()
            .filter(segment -> segment.type() == LOADED)
            .filter(segment -> table >= segment.address())
            .filter(segment -> table < segment.address() + segment.size())
            .findFirst()
            .orElseThrow();
    int start = (int) (table - holding.address()) + holding.offset();
    return names.stream().map(name -> text(bytes, start + name.intValue())).toList();
  }

  private static String text(ByteBuffer bytes, int at) {
    int end = at;
    while (bytes.get(end) != 0) {
      end++;
    }
    return StandardCharsets.US_ASCII.decode(bytes.slice(at, end - at)).toString();
  }
}
