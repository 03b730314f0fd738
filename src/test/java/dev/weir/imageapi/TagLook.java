package dev.weir.imageapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.SpecTag;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportJob;
import dev.weir.importing.StreamImports;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Caller;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import java.util.List;
import java.util.Optional;

/** A look of somebody at the registry that a tag follows. */
public final class TagLook {
  private TagLook() {}

  /** Looks, and gives the tag what it may take. */
  public static void at(StreamStore streams, StreamImports imports, StreamName stream, String tag)
      throws InterruptedException {
    StoredStream before = streams.newest(stream);
    SpecTag spec = before.stream().specTag(tag).orElseThrow();
    User dev = User.named("dev");
    try (ImportMemory.Part memory = imports.memory(dev)) {
      Findings findings =
          imports.look(
              before.stream(),
              ImportJob.of(before.stream(), new ImportDue(List.of(spec), false)),
              _ -> true,
              Patience.of(Caller.PERSON, Optional.empty()),
              memory);
      assertThat(imports.apply(dev, before, findings)).isPresent();
    }
  }
}
