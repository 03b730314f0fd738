package dev.weir.importing.schedule;

import dev.weir.imagestream.SpecTag;
import dev.weir.importing.Findings;
import dev.weir.importing.Looked;
import dev.weir.importing.schedule.Look.End;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a look found, until its stream has it. What changes is guarded by the stream's turn. */
final class PendingWrite {
  final Watched tag;

  /** As it was looked at. */
  final SpecTag wanted;

  final Looked looked;

  /** It was refused together with others, and it is not known which of them was not to be. */
  boolean alone;

  /** What came of it; null if it is not written yet. */
  @Nullable End end;

  PendingWrite(Watched tag, SpecTag wanted, Looked looked) {
    this.tag = tag;
    this.wanted = wanted;
    this.looked = looked;
  }

  /** What is to be written for some of one stream. */
  static Findings findings(List<PendingWrite> all) {
    return new Findings(all.stream().map(one -> one.looked).toList(), Optional.empty());
  }
}
