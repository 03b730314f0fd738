package dev.weir.imageapi;

import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.controller.Informer;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.imagestream.ImportDue;
import dev.weir.importing.ImportResult;
import dev.weir.mapping.StoredStream;
import dev.weir.mapping.StreamStore;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Imports what users point tags at: on every change of a stream, those tags whose generation is
 * newer than what was last seen of them (image-api.md 5.9). A failure is recorded at the tag and
 * not repeated until somebody touches the tag.
 */
public final class BackgroundImport implements Reconciler, Informer.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundImport.class);

  private final StreamStore streams;
  private final StreamImports imports;
  private final WorkQueue queue;

  BackgroundImport(StreamStore streams, StreamImports imports, WorkQueue queue) {
    this.streams = streams;
    this.imports = imports;
    this.queue = queue;
  }

  @Override
  public void replaced(List<ApiObject> all) {
    all.forEach(this::mark);
  }

  @Override
  public void changed(ObjectEvent event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> mark(event.object());
      case DELETED, BOOKMARK -> {}
    }
  }

  private void mark(ApiObject stream) {
    ObjectNode metadata = stream.metadata();
    queue.add(Json.string(metadata, "namespace") + "/" + Json.string(metadata, "name"));
  }

  @Override
  public void reconcile(String key) {
    StreamName name = StreamName.parse(key);
    // when its turn comes, what a writer has just stored is known and need not be parsed
    StoredStream before = streams.inTurn(name, () -> streams.newest(name));
    ImportDue due = ImportDue.of(before.stream());
    if (!before.exists() || due.isEmpty()) {
      return;
    }
    ImportJob job = ImportJob.of(before.stream(), due);
    ImportResult result =
        imports.look(before.stream(), job, source -> source.namespace().equals(name.namespace()));
    try {
      Optional<StreamImports.Applied> applied =
          imports.apply(User.system("imports"), before, job, result);
      if (applied.isEmpty()) {
        queue.add(key); // the stream was written meanwhile; look again at what is due
      }
    } catch (StatusException e) {
      LOG.warn("import of stream={} cannot be recorded: {}", name, e.status().message());
    }
  }
}
