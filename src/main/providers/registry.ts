import type { KindId } from '../../shared/model/kind.ts'
import { astra } from './kinds/astra.ts'
import { netbird } from './kinds/netbird.ts'
import { onezone } from './kinds/onezone/onezone.ts'
import { qumulo } from './kinds/qumulo.ts'
import type { Provider } from './provider.ts'

/** All server kinds. A new id without a provider does not compile. */
export const providers: Readonly<Record<KindId, Provider>> = { netbird, qumulo, astra, onezone }
