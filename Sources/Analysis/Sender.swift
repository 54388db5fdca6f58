import NetworkModel
import SnapshotQuery

extension TargetAnalysis {
    /// The process whose packets a namespace's questions stand for, as rules about users and groups see it: the one that
    /// was asked about. Nil where there is none, or where the namespace's rules number users in another way than we do.
    func sender(in id: NetnsID) -> Process? {
        let snapshot = query.snapshot
        guard let pid = snapshot.target?.pid, let process = snapshot.processes[pid], process.netns == id,
            let own = snapshot.host.userns, snapshot.namespaces[id]?.userns == own
        else { return nil }
        return process
    }
}
