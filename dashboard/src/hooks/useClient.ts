import { createContext, useContext } from 'react'
import type { Client } from '../api/client.ts'

export const ClientContext = createContext<Client | undefined>(undefined)

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('no Client above this component: wrap it in ClientContext')
  return client
}
