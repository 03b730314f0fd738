package dev.weir.storage.usage;

import dev.weir.reference.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sums of a walk.
 *
 * <p>Of {@code names} each has its place in {@code ofStreams}, and in {@code project} that of its
 * project.
 */
final class Count {
  final List<StreamName> names;

  /** Empty where it cannot be told what workloads use. */
  final Optional<PrunableParts> pruning;

  final List<Sums> ofStreams = new ArrayList<>();
  final List<String> projects = new ArrayList<>();
  final List<Sums> ofProjects = new ArrayList<>();
  final int[] project;
  long blobs;
  long own;
  long shared;
  long loose;

  /** Of what no stream holds. */
  long marked;

  long prunable;

  Count(List<StreamName> names, Optional<PrunableParts> pruning) {
    this.names = names;
    this.pruning = pruning;
    this.project = new int[names.size()];
    for (int i = 0; i < names.size(); i++) {
      if (projects.isEmpty() || !projects.getLast().equals(names.get(i).namespace())) {
        projects.add(names.get(i).namespace());
        ofProjects.add(new Sums());
      }
      project[i] = projects.size() - 1;
      ofStreams.add(new Sums());
    }
  }

  void add(Ledger.Row row) {
    blobs++;
    if (row.stream() >= 0) {
      ofStreams.get(row.stream()).own(row.size(), row.need());
      own += row.size();
    } else if (row.stream() == Ledger.SEVERAL) {
      shared += row.size();
    } else {
      loose += row.size();
    }
    if (row.project() >= 0) {
      ofProjects.get(row.project()).own(row.size(), row.need());
    }
    prunable += row.need() == Ledger.Need.PRUNABLE ? row.size() : 0;
  }
}
