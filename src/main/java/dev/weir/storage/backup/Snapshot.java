package dev.weir.storage.backup;

import dev.weir.access.seal.SealException;
import dev.weir.backup.Item;
import dev.weir.backup.Item.Kind;
import dev.weir.backup.ItemWriter;
import dev.weir.objects.value.ObjectKey;
import dev.weir.objects.value.ValueCodec;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.Pins;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Writes everything but blobs: the store as of one revision, small files, and which blobs there
 * are.
 */
final class Snapshot {
  private static final int PAGE = 500;

  /** How often the store may outrun a reader who is too slow for what is written meanwhile. */
  private static final int MOST_BEGINNINGS = 5;

  private static final String SECRETS = ObjectKey.prefix(Kinds.SECRET, "");

  private static final String LINKS = "/links/";

  /** They let somebody in; without the keys of the server they lead nowhere. */
  private static final List<String> LOGINS = List.of("/tokens/", "/codes/");

  private final BackupSource source;
  private final boolean keys;

  /**
   * A snapshot that is not taken yet.
   *
   * @param keys whether it holds what only the server's keys open
   */
  Snapshot(BackupSource source, boolean keys) {
    this.source = source;
    this.keys = keys;
  }

  /**
   * Writes it. If what is written meanwhile does not fit into the memory beside what is read, it
   * begins anew at a newer revision.
   */
  void write(ItemWriter out) throws IOException {
    entries(out);
    for (Map.Entry<String, byte[]> file : source.files().plain().entrySet()) {
      out.write(Item.file(file.getKey(), file.getValue()));
    }
    try {
      source.blobs().each(digest -> blob(out, digest));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.end();
  }

  private void entries(ItemWriter out) throws IOException {
    for (int beginning = 1; ; beginning++) {
      try {
        entriesAtOneRevision(out);
        return;
      } catch (ExpiredException e) {
        if (beginning == MOST_BEGINNINGS) {
          throw new IOException("more is written than the past of the store may hold", e);
        }
      }
    }
  }

  private void entriesAtOneRevision(ItemWriter out) throws IOException {
    Store store = source.store();
    long revision = store.sync();
    try (Pins.Pin _ = source.pins().pin(revision)) {
      out.begin(revision);
      String after = "";
      boolean more = true;
      while (more) {
        Page page = store.range(new RangeQuery("", after, PAGE, revision, false));
        for (Entry entry : page.entries()) {
          entry(out, entry);
          after = entry.key();
        }
        more = page.more();
      }
    }
  }

  private void entry(ItemWriter out, Entry entry) throws IOException {
    if (LOGINS.stream().anyMatch(entry.key()::startsWith)) {
      if (keys) {
        out.write(item(Kind.LOGIN, entry, entry.value()));
      }
    } else if (entry.key().startsWith(SECRETS)) {
      if (keys) {
        out.write(item(Kind.SEALED, entry, entry.value()));
      }
      Optional<byte[]> left = left(entry, source.secrets());
      if (left.isPresent()) {
        out.write(item(Kind.LOST, entry, left.get()));
      }
    } else {
      out.write(item(Kind.PUT, entry, entry.value()));
      Optional<Digest> linked = linked(entry.key());
      if (linked.isPresent() && source.blobs().size(linked.get()).isEmpty()) {
        out.write(Item.missing(linked.get().toString()));
      }
    }
  }

  /** The blob or manifest that a repository has by a key: no hold lets it go, but a disk may. */
  private static Optional<Digest> linked(String key) {
    return key.startsWith(LINKS)
        ? Digest.tryParse(key.substring(key.lastIndexOf('/') + 1))
        : Optional.empty();
  }

  private static Optional<byte[]> left(Entry entry, ValueCodec codec) {
    try {
      byte[] opened = codec.fromStore(entry.key(), entry.value());
      return Optional.of(Json.bytes(LostSecret.of(Json.parseObject(opened))));
    } catch (SealException | JacksonException | IllegalArgumentException _) {
      return LostSecret.named(entry.key().substring(SECRETS.length()))
          .map(left -> Json.bytes(left));
    }
  }

  private static Item item(Kind kind, Entry entry, byte[] value) {
    return new Item(kind, entry.key(), value, entry.createRevision(), entry.modRevision());
  }

  private void blob(ItemWriter out, Digest digest) {
    try {
      Optional<Long> size = source.blobs().size(digest);
      if (size.isPresent()) {
        out.write(Item.blob(digest.toString(), size.get()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
