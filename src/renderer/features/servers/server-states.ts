import {
  CircleCheck,
  CircleDashed,
  CircleMinus,
  type LucideIcon,
  ShieldAlert,
  Unplug,
  UserX,
} from 'lucide-react'
import type { ServerState } from '../../../shared/model/server.ts'

interface StateLook {
  readonly label: string
  readonly icon: LucideIcon
  readonly tone: 'good' | 'neutral' | 'warn' | 'bad'
}

/** How a state is shown: icon, words and colour together. */
export const stateLooks: Readonly<Record<ServerState, StateLook>> = {
  ok: { label: 'Works', icon: CircleCheck, tone: 'good' },
  unreachable: { label: 'Unreachable', icon: Unplug, tone: 'bad' },
  untrusted: { label: 'Certificate not trusted', icon: ShieldAlert, tone: 'bad' },
  rejected: { label: 'Credential rejected', icon: UserX, tone: 'bad' },
  limited: { label: 'Limited rights', icon: CircleMinus, tone: 'warn' },
  unknown: { label: 'Not tried yet', icon: CircleDashed, tone: 'neutral' },
}
